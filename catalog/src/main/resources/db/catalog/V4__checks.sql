-- What a check asks for beyond path and pace, as JSON: statuses, header, text, thresholds. Null: nothing special.
ALTER TABLE instance ADD COLUMN check_terms TEXT;
