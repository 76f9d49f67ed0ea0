package stoa.services.directory;

import java.time.LocalDate;

/** A user as the users service tells of one; what else it tells is left out. */
@SuppressWarnings("MemberName") // the fields are called so in JSON
record Person(long id, String nome, LocalDate ativo_desde) {}
