"""Seminars, webinars, demo days, trainings and exercises: their programme, speakers, public pages and registration."""
