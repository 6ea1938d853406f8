"""What splicing does to each part of a donor: styles mapped, strings put inline, parts renamed."""
