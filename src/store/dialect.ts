/** The two databases. Everything that differs between them goes by this name. */
export type Dialect = "sqlite" | "postgres";
