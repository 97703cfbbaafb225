<?php

/** Loads the classes of the package, as Composer does. */

declare(strict_types=1);

spl_autoload_register(function (string $class): void {
    if (\str_starts_with($class, 'KalturaKs\\')) {
        require __DIR__ . '/../src/' . \strtr(\substr($class, 10), '\\', '/') . '.php';
    }
});
