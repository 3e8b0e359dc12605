using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Gateway.DataPath;

/// <summary>A stripe whose write quorum was reached.</summary>
internal readonly record struct StoredStripe(StripeId Id, PlacementGroupId Group, ErasureProfile Profile, int DataBytes);
