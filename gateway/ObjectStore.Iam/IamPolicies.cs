using System.Text;
using ObjectStore.Cluster.Iam;
using ObjectStore.Policies;

namespace ObjectStore.Iam;

/// <summary>The policies that hold for users and roles. Pure.</summary>
public static class IamPolicies
{
    /// <summary>The managed policy of this ARN that an account may attach: its own, or one of AWS's; null when there is none.</summary>
    public static IamManagedPolicy? FindManaged(IamAccount account, string arn)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(arn);
        if (AwsManagedPolicies.Find(arn) is { } common) return common;
        var name = arn[(arn.LastIndexOf('/') + 1)..];
        return account.FindPolicy(name) is { } own && own.Arn == arn ? own : null;
    }

    /// <summary>What a user or role is allowed: its own policies, those attached to it, and those of its groups.</summary>
    /// <remarks>A document that cannot be read any more allows nothing, and denies everything: it may have held a denial.</remarks>
    public static IReadOnlyList<PolicyDocument> Of(IamSnapshot snapshot, IamPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(principal);
        var account = snapshot.Account(principal.AccountId);
        var documents = new List<PolicyDocument>();
        AddOf(documents, account, principal);
        if (principal is IamUser user)
        {
            foreach (var id in user.Groups)
            {
                if (snapshot.Find(id) is IamGroup group && group.AccountId == user.AccountId) AddOf(documents, account, group);
            }
        }

        return documents;
    }

    /// <summary>Managed policies of an account as one; one that is not there denies everything.</summary>
    public static PolicyDocument OfManaged(IamAccount account, IEnumerable<string> arns)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(arns);
        return new PolicyDocument([.. arns.SelectMany(arn => (FindManaged(account, arn) is { } managed ? Parse(managed.Document) : DenyAll).Statements)]);
    }

    /// <summary>What limits a user or role, whatever its policies allow; null for nothing.</summary>
    /// <remarks>A boundary that is not there, or cannot be read any more, leaves nothing.</remarks>
    public static PolicyDocument? BoundaryOf(IamSnapshot snapshot, IamPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(principal);
        if (principal.Boundary is not { } arn) return null;
        return FindManaged(snapshot.Account(principal.AccountId), arn) is { } managed ? Parse(managed.Document) : DenyAll;
    }

    private static void AddOf(List<PolicyDocument> documents, IamAccount account, IamPrincipal principal)
    {
        foreach (var policy in principal.Policies) documents.Add(Parse(policy.Document));
        foreach (var arn in principal.Attached)
        {
            if (FindManaged(account, arn) is { } managed) documents.Add(Parse(managed.Document));
        }
    }

    private static PolicyDocument Parse(string json) => PolicyParser.TryParse(Encoding.UTF8.GetBytes(json), PolicyKind.Identity, out var policy, out _) ? policy : DenyAll;

    private static readonly PolicyDocument DenyAll = MakeDenyAll();

    private static PolicyDocument MakeDenyAll()
    {
        PolicyParser.TryParse("""{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"""u8.ToArray(), PolicyKind.Identity, out var policy, out _);
        return policy;
    }
}
