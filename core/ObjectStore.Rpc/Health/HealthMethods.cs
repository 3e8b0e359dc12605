using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Health.Messages;

namespace ObjectStore.Rpc.Health;

/// <summary>The methods of <c>grpc.health.v1.Health</c>.</summary>
internal static class HealthMethods
{
    public const string ServiceName = "grpc.health.v1.Health";

    public static readonly Method<HealthCheckRequest, HealthCheckResponse> Check = new(
        MethodType.Unary, ServiceName, nameof(Check), Marshallers.Of(HealthCheckRequest.Parser), Marshallers.Of(HealthCheckResponse.Parser));

    public static readonly Method<HealthCheckRequest, HealthCheckResponse> Watch = new(
        MethodType.ServerStreaming, ServiceName, nameof(Watch), Marshallers.Of(HealthCheckRequest.Parser), Marshallers.Of(HealthCheckResponse.Parser));
}
