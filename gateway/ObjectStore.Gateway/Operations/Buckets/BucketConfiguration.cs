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
internal sealed class BucketConfiguration
{
    private BucketConfiguration(AccessRules rules) => Rules = rules;

    /// <summary>Whether anything was ever set.</summary>
    public bool HasDocuments { get; private init; }

    /// <summary>Who may do what.</summary>
    public AccessRules Rules { get; }

    /// <summary>The bucket's list, also where lists are disabled.</summary>
    public AccessControlList Acl => Rules.Acl;

    /// <summary>Who owns objects: what was set, or null.</summary>
    public ObjectOwnership? SetOwnership { get; private init; }

    /// <summary>Who owns objects.</summary>
    public ObjectOwnership Ownership { get; private init; }

    /// <summary>The public access block, or null.</summary>
    public PublicAccessBlockRequest? PublicAccessBlock { get; private init; }

    /// <summary>The bucket policy as it was sent, or null.</summary>
    public ReadOnlyMemory<byte>? Policy { get; private init; }

    /// <summary>Rules for other origins, or null.</summary>
    public CorsRules? Cors { get; private init; }

    /// <summary>How objects are encrypted that come without saying it, or null.</summary>
    public BucketEncryptionRequest? Encryption { get; private init; }

    /// <summary>Lifecycle rules, or null.</summary>
    public LifecycleRules? Lifecycle { get; private init; }

    /// <summary>How the bucket is shown as a website, or null.</summary>
    public WebsiteConfiguration? Website { get; private init; }

    /// <summary>Rates that are set for the bucket.</summary>
    public RateLimits Rates { get; private init; } = RateLimits.None;

    /// <summary>Whether objects are compressed; null for what the setting of the gateways says.</summary>
    public bool? IsCompressed { get; private init; }

    /// <summary>Who is told of changes, or null.</summary>
    public NotificationRules? Notifications { get; private init; }

    /// <summary>Where records of requests go, or null.</summary>
    public BucketLoggingRules? Logging { get; private init; }

    /// <summary>Inventories that are made of the bucket.</summary>
    public IReadOnlyList<InventoryConfiguration> Inventories { get; private init; } = [];

    /// <summary>To which buckets objects are replicated, or null.</summary>
    public ReplicationRules? Replication { get; private init; }

    /// <summary>Whether the public may do anything.</summary>
    public bool IsPublic => Rules.IsPolicyPublic || (Rules.AreAclsEnabled && !Rules.IgnoresPublicAcls && Acl.IsPublic);

    /// <summary>Reads the documents of a bucket.</summary>
    /// <exception cref="StorageException">CorruptIndex: a document is not what was stored; guessing would open or close the bucket.</exception>
    public static BucketConfiguration Read(BucketRecord bucket, BucketDocumentSet? documents, ObjectOwnership defaultOwnership)
    {
        var ownership = OwnershipOf(documents);
        var block = BlockOf(documents);
        var policy = documents?.Find(BucketDocumentKind.Policy);
        var parsed = policy is { } json ? ParsePolicy(json) : null;
        var rules = new AccessRules
        {
            OwnerId = bucket.OwnerId,
            Acl = AclOf(bucket, documents),
            AreAclsEnabled = (ownership ?? defaultOwnership) != ObjectOwnership.BucketOwnerEnforced,
            Policy = parsed,
            IsPolicyPublic = parsed is not null && PublicPolicy.IsPublic(parsed),
            IgnoresPublicAcls = block is { IgnorePublicAcls: true },
            RestrictsPublicPolicy = block is { RestrictPublicBuckets: true },
        };
        return new BucketConfiguration(rules)
        {
            HasDocuments = documents is not null,
            SetOwnership = ownership,
            Ownership = ownership ?? defaultOwnership,
            PublicAccessBlock = block,
            Policy = policy,
            Cors = CorsOf(documents),
            Encryption = EncryptionOf(documents),
            Lifecycle = LifecycleOf(documents),
            Website = WebsiteOf(documents),
            Rates = RatesOf(documents),
            IsCompressed = CompressionOf(documents),
            Notifications = NotificationsOf(documents),
            Logging = LoggingOf(documents),
            Inventories = ReadInventories(documents?.Find(BucketDocumentKind.Inventory)),
            Replication = ReplicationOf(documents),
        };
    }

    /// <summary>Reads the document of inventories, or that there is none.</summary>
    /// <exception cref="StorageException">CorruptIndex: it is not what was stored.</exception>
    public static IReadOnlyList<InventoryConfiguration> ReadInventories(ReadOnlyMemory<byte>? document)
    {
        if (document is not { } stored) return [];
        return InventoryRequest.TryParseStored(stored, out var inventories) ? inventories : throw Damaged();
    }

    private static ObjectOwnership? OwnershipOf(BucketDocumentSet? documents)
    {
        if (documents?.Find(BucketDocumentKind.Ownership) is not { } stored) return null;
        return OwnershipControlsRequest.TryParseName(Encoding.UTF8.GetString(stored.Span), out var ownership) ? ownership : throw Damaged();
    }

    private static PublicAccessBlockRequest? BlockOf(BucketDocumentSet? documents)
    {
        if (documents?.Find(BucketDocumentKind.PublicAccessBlock) is not { } stored) return null;
        return PublicAccessBlockRequest.TryReadStored(stored.Span, out var block) ? block : throw Damaged();
    }

    private static AccessControlList AclOf(BucketRecord bucket, BucketDocumentSet? documents)
    {
        if (documents?.Find(BucketDocumentKind.Acl) is not { } stored) return AccessControlList.PrivateOf(bucket.OwnerId);
        return AclText.TryParse(Encoding.UTF8.GetString(stored.Span), bucket.OwnerId, out var acl) ? acl : throw Damaged();
    }

    private static CorsRules? CorsOf(BucketDocumentSet? documents)
    {
        if (documents?.Find(BucketDocumentKind.Cors) is not { } stored) return null;
        return CorsRequest.TryParse(stored, out var rules) ? rules : throw Damaged();
    }

    private static BucketEncryptionRequest? EncryptionOf(BucketDocumentSet? documents)
    {
        if (documents?.Find(BucketDocumentKind.Encryption) is not { } stored) return null;
        return BucketEncryptionRequest.TryParse(stored, out var rule) ? rule : throw Damaged();
    }

    private static LifecycleRules? LifecycleOf(BucketDocumentSet? documents)
    {
        if (documents?.Find(BucketDocumentKind.Lifecycle) is not { } stored) return null;
        return LifecycleDocument.TryParse(stored.Span, out var rules) ? rules : throw Damaged();
    }

    private static WebsiteConfiguration? WebsiteOf(BucketDocumentSet? documents)
    {
        if (documents?.Find(BucketDocumentKind.Website) is not { } stored) return null;
        return WebsiteRequest.TryParse(stored, out var website) ? website : throw Damaged();
    }

    private static RateLimits RatesOf(BucketDocumentSet? documents)
    {
        if (documents?.Find(BucketDocumentKind.Rates) is not { } stored) return RateLimits.None;
        return RateLimits.TryDecode(stored.Span, out var rates) ? rates : throw Damaged();
    }

    private static bool? CompressionOf(BucketDocumentSet? documents)
    {
        if (documents?.Find(BucketDocumentKind.Compression) is not { } stored) return null;
        return CompressionSetting.TryRead(stored.Span, out var isOn) ? isOn : throw Damaged();
    }

    private static NotificationRules? NotificationsOf(BucketDocumentSet? documents)
    {
        if (documents?.Find(BucketDocumentKind.Notifications) is not { } stored) return null;
        return NotificationDocument.TryParse(stored.Span, out var rules) ? rules : throw Damaged();
    }

    private static BucketLoggingRules? LoggingOf(BucketDocumentSet? documents)
    {
        if (documents?.Find(BucketDocumentKind.Logging) is not { } stored) return null;
        return BucketLoggingRequest.TryParse(stored, out var request) && request.Rules is { } rules ? rules : throw Damaged();
    }

    private static ReplicationRules? ReplicationOf(BucketDocumentSet? documents)
    {
        if (documents?.Find(BucketDocumentKind.Replication) is not { } stored) return null;
        return ReplicationDocument.TryParse(stored.Span, out var rules) ? rules : throw Damaged();
    }

    private static PolicyDocument ParsePolicy(ReadOnlyMemory<byte> json) =>
        PolicyParser.TryParse(json, PolicyKind.Bucket, out var policy, out _) ? policy : throw Damaged();

    private static StorageException Damaged() => new(StorageErrorCode.CorruptIndex, "A document of a bucket cannot be read.");
}
