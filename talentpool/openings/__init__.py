"""情報提供: open placements shown to registrants whom they fit, and what these say."""
