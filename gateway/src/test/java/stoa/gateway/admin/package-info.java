@NullMarked
package stoa.gateway.admin;

import org.jspecify.annotations.NullMarked;
