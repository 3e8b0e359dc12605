namespace ObjectStore.Gateway.Operations.Access;

/// <summary>What errors call the place where a grantee is named.</summary>
/// <param name="Id">Where it is named by its id.</param>
/// <param name="Uri">Where a group is named.</param>
internal sealed record GranteeNames(string Id, string Uri)
{
    public static GranteeNames OfHeaders { get; } = new("id", "uri");

    public static GranteeNames OfDocument { get; } = new("CanonicalUser/ID", "Group/URI");
}
