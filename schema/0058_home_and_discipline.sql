-- Two more fields that are stored sealed, each with a right of its own (core/right.h).
ALTER TABLE provider ADD COLUMN home_address TEXT CHECK (home_address LIKE 'sealed:%');  -- where they live
ALTER TABLE provider ADD COLUMN discipline TEXT CHECK (discipline LIKE 'sealed:%');      -- their answers to the disciplinary questions of the application
