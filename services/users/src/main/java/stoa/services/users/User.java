package stoa.services.users;

import java.time.LocalDate;

/**
 * A user, as the answers have it.
 *
 * @param id from 1; the number of a user who is gone is given to nobody else
 * @param ativo_desde since when the user is active
 */
@SuppressWarnings("MemberName") // the fields are called so in JSON
record User(long id, String nome, LocalDate ativo_desde) {}
