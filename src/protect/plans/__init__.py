"""What is done about the weak points: actions with owner, money, dates and proof; levels afterwards; the security plan."""
