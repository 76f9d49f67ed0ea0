@NullMarked
package stoa.http.client;

import org.jspecify.annotations.NullMarked;
