@NullMarked
package stoa.main.remote;

import org.jspecify.annotations.NullMarked;
