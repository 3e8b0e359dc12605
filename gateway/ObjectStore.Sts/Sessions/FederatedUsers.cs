namespace ObjectStore.Sts.Sessions;

/// <summary>How federated users are named, whom an account lets in under a name that it gives them.</summary>
internal static class FederatedUsers
{
    /// <summary>As policies name them.</summary>
    public static string ArnOf(string accountId, string name) => $"arn:aws:sts::{accountId}:federated-user/{name}";

    /// <summary>As <c>aws:userid</c>.</summary>
    public static string IdOf(string accountId, string name) => $"{accountId}:{name}";
}
