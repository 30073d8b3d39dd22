"""Grading: from solutions/ to exercises/, and from what students submit to marks.

This much runs nbgrader, with the preprocessors in this package where nbgrader gives up on what students
hand in.
"""
