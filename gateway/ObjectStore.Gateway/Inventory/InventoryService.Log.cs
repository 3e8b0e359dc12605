using Microsoft.Extensions.Logging;

namespace ObjectStore.Gateway.Inventory;

internal sealed partial class InventoryService
{
    private static partial class Log
    {
        [LoggerMessage(1160, LogLevel.Warning, "The inventory {Id} of bucket {Bucket} was interrupted and goes on later.")]
        public static partial void Interrupted(ILogger logger, Exception exception, string id, string bucket);

        [LoggerMessage(1161, LogLevel.Warning, "The inventory {Id} of bucket {Bucket} was not put: its destination is gone or does not allow it, its configuration was changed, or another gateway makes it.")]
        public static partial void Refused(ILogger logger, string id, string bucket);

        [LoggerMessage(1162, LogLevel.Warning, "Nobody can tell which inventories are due.")]
        public static partial void CannotLook(ILogger logger, Exception exception);

        [LoggerMessage(1163, LogLevel.Warning, "The row of bucket {Bucket} or that of its configurations cannot be read: no inventories of it are made.")]
        public static partial void CannotRead(ILogger logger, Exception exception, string bucket);
    }
}
