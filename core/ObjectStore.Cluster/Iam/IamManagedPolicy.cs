namespace ObjectStore.Cluster.Iam;

/// <summary>A policy with a name of its own, which users, groups and roles of the account attach.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="AccountId">Account; <c>aws</c> for those that every account has.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Name">Name.</param>
/// <param name="Path">Path.</param>
/// <param name="Document">JSON of the version that holds, as it was sent.</param>
public sealed record IamManagedPolicy(string Id, string AccountId, DateTimeOffset CreatedAt, string Name, string Path, string Document) : IamEntity(Id, AccountId, CreatedAt)
{
    private const int First = 1;

    /// <summary>Free text, or empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Names and values, in the order in which they were set. Rows of earlier releases have none.</summary>
    public IReadOnlyList<IamTag> Tags { get => field ?? []; init; }

    /// <summary>The versions, oldest first; empty for a policy that only ever had one, which is <see cref="Document"/>.</summary>
    public IReadOnlyList<IamPolicyVersion> KeptVersions { get => field ?? []; init; }

    /// <summary>Number of the version that holds.</summary>
    public int DefaultNumber { get => Math.Max(field, First); init; }

    /// <summary>The highest number that a version ever had.</summary>
    public int LastNumber { get => Math.Max(field, First); init; }

    /// <summary>When its versions were changed last; null for never.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>As attachments name it.</summary>
    public string Arn => $"arn:aws:iam::{AccountId}:policy{Path}{Name}";

    /// <summary>All versions, oldest first.</summary>
    public IReadOnlyList<IamPolicyVersion> Versions => KeptVersions.Count > 0 ? KeptVersions : [new IamPolicyVersion(First, CreatedAt, Document)];

    /// <summary>The version of this name, or null.</summary>
    public IamPolicyVersion? FindVersion(string name) => Versions.FirstOrDefault(version => version.Name == name);

    /// <summary>With one more version.</summary>
    public IamManagedPolicy Add(string document, bool isDefault, DateTimeOffset now)
    {
        var version = new IamPolicyVersion(LastNumber + 1, now, document);
        var changed = this with { KeptVersions = [.. Versions, version], LastNumber = version.Number, ChangedAt = now };
        return isDefault ? changed.Choose(version, now) : changed;
    }

    /// <summary>With another version that holds.</summary>
    public IamManagedPolicy Choose(IamPolicyVersion version, DateTimeOffset now) =>
        this with { KeptVersions = Versions, Document = version.Document, DefaultNumber = version.Number, ChangedAt = now };

    /// <summary>Without a version, which is not the one that holds.</summary>
    public IamManagedPolicy Remove(IamPolicyVersion version, DateTimeOffset now) =>
        this with { KeptVersions = [.. Versions.Where(other => other.Number != version.Number)], ChangedAt = now };
}
