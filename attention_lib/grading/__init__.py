"""Grading: from solutions/ to exercises/, and from what students submit to marks.

Where to begin: `grade` is the run, `mark` does what is to be done to one submission, `sandbox` holds what
students wrote, `judge` reaches the verdict, `gradebook` writes it down. What nbgrader itself runs, with the
preprocessors in this package, gives the same marks.
"""
