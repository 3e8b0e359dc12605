using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Gateway.DataPath;

internal sealed partial class FragmentReader
{
    private static partial class Log
    {
        [LoggerMessage(1111, LogLevel.Error, "Stripe {Stripe} of placement group {Group} cannot be read: {Found} fragments for {Profile}, {Unanswered} on devices that do not answer, or cannot read them.")]
        public static partial void TooFewFragments(ILogger logger, StripeId stripe, PlacementGroupId group, int found, ErasureProfile profile, int unanswered);
    }
}
