"""``python -m protect.project.cli``: the command ``protect`` where it is not on the path."""

from protect.project.cli import main

# Guarded: the server's child processes read this module again.
if __name__ == "__main__":
    main()
