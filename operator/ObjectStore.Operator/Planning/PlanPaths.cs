namespace ObjectStore.Operator.Planning;

/// <summary>Where pods find things, and the ports they serve.</summary>
internal static class PlanPaths
{
    public const string Tls = "/etc/objectstore/tls";
    public const string EndpointTls = "/etc/objectstore/endpoint-tls";
    public const string Zones = "/etc/objectstore/zones";
    public const string Index = "/etc/objectstore/index";
    public const string Keys = "/etc/objectstore/keys";
    public const string EncryptionKeys = "/etc/objectstore/encryption-keys";
    public const string KmsKeys = "/etc/objectstore/kms-keys";
    public const string Vault = "/etc/objectstore/vault";
    public const string Temporary = "/tmp";

    public const string ConnectionKey = "connection";
    public const string MasterKey = "key";
    public const string KeyFile = "keys.yaml";
    public const string VaultToken = "token";

    public const int S3Port = 9000;
    public const int AdminPort = 9001;
    public const int NodePort = 9100;
    public const int NodePayloadPort = 9101;
    public const int NodeAdminPort = 9102;
    public const int PostgresPort = 5432;
}
