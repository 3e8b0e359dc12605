using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Gateway.DataPath;

internal sealed partial class FragmentReader
{
    private static partial class Log
    {
        [LoggerMessage(1110, LogLevel.Warning, "Fragment {Fragment} could not be read from device {Device}: {Code}.")]
        public static partial void FragmentReadFailed(ILogger logger, FragmentId fragment, DeviceId device, StorageErrorCode code);

        [LoggerMessage(1111, LogLevel.Error, "Stripe {Stripe} of placement group {Group} cannot be read: {Found} fragments for {Profile}.")]
        public static partial void TooFewFragments(ILogger logger, StripeId stripe, PlacementGroupId group, int found, ErasureProfile profile);
    }
}
