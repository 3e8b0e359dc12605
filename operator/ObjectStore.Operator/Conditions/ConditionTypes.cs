namespace ObjectStore.Operator.Conditions;

/// <summary>Aspects of what the operator reconciles.</summary>
internal static class ConditionTypes
{
    public const string Ready = "Ready";
    public const string Accepted = "Accepted";
    public const string IndexAvailable = "IndexAvailable";
    public const string GatewayAvailable = "GatewayAvailable";
    public const string CertificateReady = "CertificateReady";
    public const string RouteAccepted = "RouteAccepted";
    public const string DatabaseReady = "DatabaseReady";
    public const string EventsConfigured = "EventsConfigured";
    public const string ReplicationConfigured = "ReplicationConfigured";
    public const string Granted = "Granted";
    public const string Progressing = "Progressing";
    public const string Redundant = "Redundant";
    public const string Full = "Full";
    public const string Deleting = "Deleting";
}
