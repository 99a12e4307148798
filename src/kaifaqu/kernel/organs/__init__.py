"""Places, organs, posts, people and seats; dated relations; who may reach what."""
