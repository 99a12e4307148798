"""The page toolkit: layout, components, lists, act forms, histories."""
