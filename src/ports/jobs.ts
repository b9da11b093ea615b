/** The kinds of job, one function each, so that trouble on one side never blocks the other. */
export type JobName = "advance" | "release" | "reading" | "record" | "tidy";
