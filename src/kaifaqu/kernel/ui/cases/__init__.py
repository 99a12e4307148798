"""The pages of cases: what waits for an organ, one case with everything that happened to it, starting one."""
