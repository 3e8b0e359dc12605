namespace ObjectStore.AdminApi;

/// <summary>The users for whom rates are set.</summary>
/// <param name="Users">By user id.</param>
public sealed record UserRatesList(IReadOnlyList<UserRates> Users);
