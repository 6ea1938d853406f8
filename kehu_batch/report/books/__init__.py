"""What the section 回款与账龄 tells of the books over time."""
