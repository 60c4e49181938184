"""Pages of exercises: the plan, the play, the phone, what comes after."""
