"""The screens of rights: people, groups, grants, who may what."""
