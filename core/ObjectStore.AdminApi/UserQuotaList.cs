namespace ObjectStore.AdminApi;

/// <summary>The users that have or had a quota.</summary>
/// <param name="Users">In order of their ids.</param>
public sealed record UserQuotaList(IReadOnlyList<UserQuotaInfo> Users);
