@NullMarked
package stoa.gateway.balance;

import org.jspecify.annotations.NullMarked;
