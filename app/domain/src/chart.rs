//! Charts as data: where points lie, what the axis says, and a sentence for those who do not see it. Nothing is drawn here.
