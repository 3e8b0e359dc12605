using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Repair;

/// <summary>A stripe that a row names and of which fewer than K fragments are left.</summary>
/// <param name="Stripe">The stripe.</param>
/// <param name="Group">Its placement group.</param>
/// <param name="FoundAt">When that was confirmed.</param>
public sealed record LostStripe(StripeId Stripe, PlacementGroupId Group, DateTimeOffset FoundAt);
