using System.Diagnostics.CodeAnalysis;
using System.Text;
using ObjectStore.Core.Errors;
using ObjectStore.Events.Configuration;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Limits;
using ObjectStore.Lifecycle;
using ObjectStore.Policies;
using ObjectStore.Policies.Access;
using ObjectStore.Policies.Acl;
using ObjectStore.Replication.Configuration;
using ObjectStore.S3.Acl;
using ObjectStore.S3.Cors;
using ObjectStore.S3.Websites;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>What the documents of a bucket say, read once. Immutable.</summary>
/// <remarks>
/// A document that a newer release wrote may be one that this cannot read. What asks for it then fails with NewerFormat, unless its property says otherwise; what asks for others goes on. So a bucket
/// whose policy is newer answers nothing, and one whose inventories are serves its objects.
/// </remarks>
internal sealed class BucketConfiguration
{
    private static readonly BucketDocumentKind[] AccessKinds = [BucketDocumentKind.Policy, BucketDocumentKind.Acl, BucketDocumentKind.PublicAccessBlock, BucketDocumentKind.Ownership];

    private readonly AccessRules _rules;

    private BucketConfiguration(AccessRules rules) => _rules = rules;

    /// <summary>Documents that this release cannot read; none, as a rule.</summary>
    public IReadOnlyList<BucketDocumentKind> Unreadable { get; private init; } = [];

    /// <summary>Whether anything was ever set.</summary>
    public bool HasDocuments { get; private init; }

    /// <summary>Who may do what.</summary>
    public AccessRules Rules
    {
        get
        {
            RequireAccess();
            return _rules;
        }
    }

    /// <summary>The bucket's list, also where lists are disabled.</summary>
    public AccessControlList Acl => Rules.Acl;

    /// <summary>Who owns objects: what was set, or null.</summary>
    public ObjectOwnership? SetOwnership { get => Readable(field, BucketDocumentKind.Ownership); private init; }

    /// <summary>Who owns objects.</summary>
    public ObjectOwnership Ownership { get => Readable(field, BucketDocumentKind.Ownership); private init; }

    /// <summary>The public access block, or null.</summary>
    public PublicAccessBlockRequest? PublicAccessBlock { get => Readable(field, BucketDocumentKind.PublicAccessBlock); private init; }

    /// <summary>The bucket policy as it was sent, or null.</summary>
    public ReadOnlyMemory<byte>? Policy { get => Readable(field, BucketDocumentKind.Policy); private init; }

    /// <summary>Rules for other origins, or null.</summary>
    public CorsRules? Cors { get => Readable(field, BucketDocumentKind.Cors); private init; }

    /// <summary>How objects are encrypted that come without saying it, or null.</summary>
    public BucketEncryptionRequest? Encryption { get => Readable(field, BucketDocumentKind.Encryption); private init; }

    /// <summary>Lifecycle rules, or null.</summary>
    public LifecycleRules? Lifecycle { get => Readable(field, BucketDocumentKind.Lifecycle); private init; }

    /// <summary>How the bucket is shown as a website, or null.</summary>
    public WebsiteConfiguration? Website { get => Readable(field, BucketDocumentKind.Website); private init; }

    /// <summary>Rates that are set for the bucket; none also when they cannot be read.</summary>
    public RateLimits Rates { get; private init; } = RateLimits.None;

    /// <summary>Whether objects are compressed; null for what the setting of the gateways says, also when the bucket's cannot be read.</summary>
    public bool? IsCompressed { get; private init; }

    /// <summary>Who is told of changes, or null.</summary>
    public NotificationRules? Notifications { get => Readable(field, BucketDocumentKind.Notifications); private init; }

    /// <summary>Where records of requests go, or null.</summary>
    public BucketLoggingRules? Logging { get => Readable(field, BucketDocumentKind.Logging); private init; }

    /// <summary>Inventories that are made of the bucket.</summary>
    public IReadOnlyList<InventoryConfiguration> Inventories { get => Readable(field, BucketDocumentKind.Inventory); private init; } = [];

    /// <summary>To which buckets objects are replicated, or null.</summary>
    public ReplicationRules? Replication { get => Readable(field, BucketDocumentKind.Replication); private init; }

    /// <summary>Whether the public may do anything.</summary>
    public bool IsPublic => Rules.IsPolicyPublic || (Rules.AreAclsEnabled && !Rules.IgnoresPublicAcls && Acl.IsPublic);

    /// <summary>Reads the documents of a bucket.</summary>
    public static BucketConfiguration Read(BucketRecord bucket, BucketDocumentSet? documents, ObjectOwnership defaultOwnership)
    {
        var stored = new StoredDocuments(documents);
        var policy = stored.Read(BucketDocumentKind.Policy, ParsePolicy);
        var block = stored.Read(BucketDocumentKind.PublicAccessBlock, ParseBlock);
        var ownership = stored.Read(BucketDocumentKind.Ownership, ParseOwnership);
        var rules = new AccessRules
        {
            OwnerId = bucket.OwnerId,
            Acl = stored.Read(BucketDocumentKind.Acl, text => ParseAcl(text, bucket.OwnerId)) ?? AccessControlList.PrivateOf(bucket.OwnerId),
            AreAclsEnabled = (ownership ?? defaultOwnership) != ObjectOwnership.BucketOwnerEnforced,
            Policy = policy,
            IsPolicyPublic = policy is not null && PublicPolicy.IsPublic(policy),
            IgnoresPublicAcls = block is { IgnorePublicAcls: true },
            RestrictsPublicPolicy = block is { RestrictPublicBuckets: true },
        };
        return new BucketConfiguration(rules)
        {
            HasDocuments = documents is not null,
            SetOwnership = ownership,
            Ownership = ownership ?? defaultOwnership,
            PublicAccessBlock = block,
            Policy = documents?.Find(BucketDocumentKind.Policy),
            Cors = stored.Read(BucketDocumentKind.Cors, ParseCors),
            Encryption = stored.Read(BucketDocumentKind.Encryption, ParseEncryption),
            Lifecycle = stored.Read(BucketDocumentKind.Lifecycle, ParseLifecycle),
            Website = stored.Read(BucketDocumentKind.Website, ParseWebsite),
            Rates = stored.Read(BucketDocumentKind.Rates, ParseRates) ?? RateLimits.None,
            IsCompressed = stored.Read(BucketDocumentKind.Compression, ParseCompression),
            Notifications = stored.Read(BucketDocumentKind.Notifications, ParseNotifications),
            Logging = stored.Read(BucketDocumentKind.Logging, ParseLogging),
            Inventories = stored.Read(BucketDocumentKind.Inventory, ParseInventories) ?? [],
            Replication = stored.Read(BucketDocumentKind.Replication, ParseReplication),
            Unreadable = stored.Unreadable,
        };
    }

    /// <summary>The configuration of a bucket none of whose documents can be read.</summary>
    public static BucketConfiguration NothingReadable(BucketRecord bucket) =>
        new(new AccessRules { OwnerId = bucket.OwnerId, Acl = AccessControlList.PrivateOf(bucket.OwnerId) }) { HasDocuments = true, Unreadable = Enum.GetValues<BucketDocumentKind>() };

    /// <summary>Reads the document of inventories, or that there is none.</summary>
    /// <exception cref="StorageException">NewerFormat.</exception>
    public static IReadOnlyList<InventoryConfiguration> ReadInventories(ReadOnlyMemory<byte>? document) =>
        document is not { } stored ? [] : ParseInventories(stored) ?? throw NewerDocument.Of(BucketDocumentKind.Inventory);

    /// <summary>Rules for other origins, where a request does not depend on them; false when there are none, or they cannot be read.</summary>
    public bool TryGetCors([NotNullWhen(true)] out CorsRules? rules) => (rules = CanRead(BucketDocumentKind.Cors) ? Cors : null) is not null;

    /// <summary>Lifecycle rules, where a request does not depend on them; false when there are none, or they cannot be read.</summary>
    public bool TryGetLifecycle([NotNullWhen(true)] out LifecycleRules? rules) => (rules = CanRead(BucketDocumentKind.Lifecycle) ? Lifecycle : null) is not null;

    /// <summary>Where records of requests go, where a request does not depend on it; false when they go nowhere, or that cannot be read.</summary>
    public bool TryGetLogging([NotNullWhen(true)] out BucketLoggingRules? rules) => (rules = CanRead(BucketDocumentKind.Logging) ? Logging : null) is not null;

    /// <summary>Whether a document can be read, or there is none.</summary>
    public bool CanRead(BucketDocumentKind kind) => Unreadable.Count == 0 || !Unreadable.Contains(kind);

    /// <summary>Demands that a document can be read, or that there is none.</summary>
    /// <exception cref="StorageException">NewerFormat.</exception>
    public void Require(BucketDocumentKind kind)
    {
        if (!CanRead(kind)) throw NewerDocument.Of(kind);
    }

    /// <summary>Guessing would open the bucket, or close it.</summary>
    private void RequireAccess()
    {
        if (Unreadable.Count == 0) return;
        foreach (var kind in AccessKinds) Require(kind);
    }

    private static CorsRules? ParseCors(ReadOnlyMemory<byte> stored) => CorsRequest.TryParse(stored, out var rules) ? rules : null;

    private static BucketEncryptionRequest? ParseEncryption(ReadOnlyMemory<byte> stored) => BucketEncryptionRequest.TryParse(stored, out var rule) ? rule : null;

    private static LifecycleRules? ParseLifecycle(ReadOnlyMemory<byte> stored) => LifecycleDocument.TryParse(stored.Span, out var rules) ? rules : null;

    private static WebsiteConfiguration? ParseWebsite(ReadOnlyMemory<byte> stored) => WebsiteRequest.TryParse(stored, out var website) ? website : null;

    private static RateLimits? ParseRates(ReadOnlyMemory<byte> stored) => RateLimits.TryDecode(stored.Span, out var rates) ? rates : null;

    private static bool? ParseCompression(ReadOnlyMemory<byte> stored) => CompressionSetting.TryRead(stored.Span, out var isOn) ? isOn : null;

    private static NotificationRules? ParseNotifications(ReadOnlyMemory<byte> stored) => NotificationDocument.TryParse(stored.Span, out var rules) ? rules : null;

    private static BucketLoggingRules? ParseLogging(ReadOnlyMemory<byte> stored) => BucketLoggingRequest.TryParse(stored, out var request) ? request.Rules : null;

    private static ReplicationRules? ParseReplication(ReadOnlyMemory<byte> stored) => ReplicationDocument.TryParse(stored.Span, out var rules) ? rules : null;

    private static IReadOnlyList<InventoryConfiguration>? ParseInventories(ReadOnlyMemory<byte> stored) => InventoryRequest.TryParseStored(stored, out var inventories) ? inventories : null;

    private static ObjectOwnership? ParseOwnership(ReadOnlyMemory<byte> stored) =>
        OwnershipControlsRequest.TryParseName(Encoding.UTF8.GetString(stored.Span), out var ownership) ? ownership : null;

    private static PublicAccessBlockRequest? ParseBlock(ReadOnlyMemory<byte> stored) => PublicAccessBlockRequest.TryReadStored(stored.Span, out var block) ? block : null;

    private static PolicyDocument? ParsePolicy(ReadOnlyMemory<byte> json) => PolicyParser.TryParse(json, PolicyKind.Bucket, out var policy, out _) ? policy : null;

    private static AccessControlList? ParseAcl(ReadOnlyMemory<byte> stored, string ownerId) => AclText.TryParse(Encoding.UTF8.GetString(stored.Span), ownerId, out var acl) ? acl : null;

    /// <summary>What is said of a document that can be read; who asks for another gets an exception.</summary>
    private T Readable<T>(T value, BucketDocumentKind kind)
    {
        Require(kind);
        return value;
    }
}
