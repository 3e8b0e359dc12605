namespace ObjectStore.AdminApi;

/// <summary>A stripe that lacks fragments.</summary>
/// <param name="Stripe">Its id.</param>
/// <param name="Group">Its placement group.</param>
/// <param name="Spare">Fragments that it may still lose.</param>
/// <param name="Attempts">Tries that could not be finished.</param>
public sealed record StripeInfo(string Stripe, long Group, int Spare, int Attempts);
