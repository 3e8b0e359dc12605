using System.Text.Json;
using System.Text.Json.Serialization;

namespace ObjectStore.AdminApi;

/// <summary>How the bodies of the admin API are written: camelCase, null for what is not known; properties that the reader does not know are ignored.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PartitionList))]
[JsonSerializable(typeof(SplitRequest))]
[JsonSerializable(typeof(MoveRequest))]
[JsonSerializable(typeof(PlaceRequest))]
[JsonSerializable(typeof(ChangeResult))]
[JsonSerializable(typeof(KeymapPlan))]
[JsonSerializable(typeof(HotPrefixes))]
[JsonSerializable(typeof(DatabaseList))]
[JsonSerializable(typeof(VerifyLine))]
[JsonSerializable(typeof(ImportLine))]
[JsonSerializable(typeof(DeviceList))]
[JsonSerializable(typeof(NodeList))]
[JsonSerializable(typeof(DeviceRequest))]
[JsonSerializable(typeof(NodeRequest))]
[JsonSerializable(typeof(DeviceChangeResult))]
[JsonSerializable(typeof(PoolList))]
[JsonSerializable(typeof(RepairStatus))]
[JsonSerializable(typeof(EventStatus))]
[JsonSerializable(typeof(ReplicationStatus))]
[JsonSerializable(typeof(ReplicationRetryRequest))]
[JsonSerializable(typeof(ReplicationRetryInfo))]
[JsonSerializable(typeof(JobRunResult))]
[JsonSerializable(typeof(BucketCompression))]
[JsonSerializable(typeof(BucketRates))]
[JsonSerializable(typeof(BucketUsage))]
[JsonSerializable(typeof(BucketQuotaInfo))]
[JsonSerializable(typeof(BucketQuotaRequest))]
[JsonSerializable(typeof(UserQuotaInfo))]
[JsonSerializable(typeof(UserQuotaList))]
[JsonSerializable(typeof(UserQuotaRequest))]
[JsonSerializable(typeof(UserRates))]
[JsonSerializable(typeof(UserRatesList))]
[JsonSerializable(typeof(ErrorBody))]
public sealed partial class AdminJson : JsonSerializerContext;
