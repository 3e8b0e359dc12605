namespace ObjectStore.AdminApi;

/// <summary>Paths of the admin API, version 1. Never reused for anything else; docs/operations/cli.md describes each.</summary>
public static class AdminPaths
{
    /// <summary>All of the API lies below.</summary>
    public const string Root = "/admin/v1/";

    /// <summary>GET: <see cref="PartitionList"/>.</summary>
    public const string Keymap = "/admin/v1/keymap";

    /// <summary>POST <see cref="SplitRequest"/>: <see cref="ChangeResult"/>.</summary>
    public const string KeymapSplit = "/admin/v1/keymap/split";

    /// <summary>POST <see cref="MoveRequest"/>: <see cref="ChangeResult"/>.</summary>
    public const string KeymapMove = "/admin/v1/keymap/move";

    /// <summary>POST <see cref="PlaceRequest"/>: <see cref="ChangeResult"/>.</summary>
    public const string KeymapCancelMove = "/admin/v1/keymap/cancel-move";

    /// <summary>POST <see cref="PlaceRequest"/>: <see cref="ChangeResult"/>.</summary>
    public const string KeymapMerge = "/admin/v1/keymap/merge";

    /// <summary>GET: <see cref="KeymapPlan"/>.</summary>
    public const string KeymapPlan = "/admin/v1/keymap/plan";

    /// <summary>GET: <see cref="HotPrefixes"/>.</summary>
    public const string KeymapHot = "/admin/v1/keymap/hot";

    /// <summary>GET: <see cref="DatabaseList"/>.</summary>
    public const string Databases = "/admin/v1/databases";

    /// <summary>POST with <c>findings</c> and <c>show-keys</c> in the query: a <see cref="VerifyLine"/> a line.</summary>
    public const string IndexVerify = "/admin/v1/index/verify";

    /// <summary>GET: the export, docs/format/export.md.</summary>
    public const string IndexExport = "/admin/v1/index/export";

    /// <summary>POST of an export: an <see cref="ImportLine"/> a line.</summary>
    public const string IndexImport = "/admin/v1/index/import";

    /// <summary>GET: <see cref="DeviceList"/>.</summary>
    public const string Devices = "/admin/v1/devices";

    /// <summary>POST <see cref="DeviceRequest"/>: <see cref="DeviceChangeResult"/>.</summary>
    public const string DevicesDrain = "/admin/v1/devices/drain";

    /// <summary>POST <see cref="DeviceRequest"/>: <see cref="DeviceChangeResult"/>.</summary>
    public const string DevicesUndrain = "/admin/v1/devices/undrain";

    /// <summary>POST <see cref="DeviceRequest"/>: <see cref="DeviceChangeResult"/>.</summary>
    public const string DevicesRemove = "/admin/v1/devices/remove";

    /// <summary>GET: <see cref="NodeList"/>.</summary>
    public const string Nodes = "/admin/v1/nodes";

    /// <summary>POST <see cref="NodeRequest"/>: <see cref="DeviceChangeResult"/>.</summary>
    public const string NodesDrain = "/admin/v1/nodes/drain";

    /// <summary>POST <see cref="NodeRequest"/>: <see cref="DeviceChangeResult"/>.</summary>
    public const string NodesUndrain = "/admin/v1/nodes/undrain";

    /// <summary>GET: <see cref="PoolList"/>.</summary>
    public const string Pools = "/admin/v1/pools";

    /// <summary>GET with <c>bucket</c> in the query: <see cref="AdminApi.BucketUsage"/>.</summary>
    public const string BucketUsage = "/admin/v1/buckets/usage";

    /// <summary>GET with <c>bucket</c> in the query: <see cref="AdminApi.BucketCompression"/>. POST of one: the same.</summary>
    public const string BucketCompression = "/admin/v1/buckets/compression";

    /// <summary>GET with <c>bucket</c> in the query: <see cref="AdminApi.BucketRates"/>. POST of one: the same.</summary>
    public const string BucketRates = "/admin/v1/buckets/rates";

    /// <summary>GET with <c>bucket</c> in the query: <see cref="BucketQuotaInfo"/>. POST of a <see cref="BucketQuotaRequest"/>: the same.</summary>
    public const string BucketQuota = "/admin/v1/buckets/quota";

    /// <summary>POST of a <see cref="BucketQuotaRequest"/>, of which only the bucket counts: <see cref="BucketQuotaInfo"/>, when the bucket has been counted again.</summary>
    public const string BucketQuotaRecount = "/admin/v1/buckets/quota/recount";

    /// <summary>GET: <see cref="UserRatesList"/>. POST <see cref="AdminApi.UserRates"/>: the same.</summary>
    public const string UserRates = "/admin/v1/users/rates";

    /// <summary>GET with <c>user</c> in the query: <see cref="UserQuotaInfo"/>. POST of a <see cref="UserQuotaRequest"/>: the same.</summary>
    public const string UserQuota = "/admin/v1/users/quota";

    /// <summary>POST of a <see cref="UserQuotaRequest"/>, of which only the user counts: <see cref="UserQuotaInfo"/>, when the buckets of the user have been counted again.</summary>
    public const string UserQuotaRecount = "/admin/v1/users/quota/recount";

    /// <summary>GET: <see cref="UserQuotaList"/>.</summary>
    public const string UserQuotas = "/admin/v1/users/quotas";

    /// <summary>GET: <see cref="RepairStatus"/>.</summary>
    public const string Repairs = "/admin/v1/repairs";

    /// <summary>GET: <see cref="EventStatus"/>.</summary>
    public const string Events = "/admin/v1/events";

    /// <summary>GET: <see cref="ReplicationStatus"/>.</summary>
    public const string Replication = "/admin/v1/replication";

    /// <summary>POST <see cref="ReplicationRetryRequest"/>: <see cref="ReplicationRetryInfo"/>.</summary>
    public const string ReplicationRetry = "/admin/v1/replication/retry";

    /// <summary>POST: <see cref="JobRunResult"/>, when the run of the background job has ended.</summary>
    public static string JobRun(string job) => $"/admin/v1/jobs/{job}/run";
}
