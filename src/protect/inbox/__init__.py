"""What waits for a person and what happened: one page, one number, mails as each person wants them."""
