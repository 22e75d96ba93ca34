-- The page of documents asks for those that wait for a decision: a few of many.
CREATE INDEX document_by_status ON document (status, document_id);
