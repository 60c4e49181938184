"""What towns did and what came of it: good practices, case studies, lessons; tried again elsewhere, commented, translated."""
