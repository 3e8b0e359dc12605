using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Planning;
using ObjectStore.Operator.Stores;

namespace ObjectStore.Operator.Tests.Stores;

public sealed class MissingSecretsTests
{
    private static readonly StoreSecretNames Names = new("main-admin", "main-master-key", "main-encryption-keys", "main-postgres");
    private static readonly V1Alpha1ObjectStore AtWork = Samples.Store() with { Status = new ObjectStoreStatus { AdminSecretName = Names.Admin } };

    [Fact]
    public void Of_NewStore_All() => Assert.Equal(new MissingSecrets(true, true, true), MissingSecrets.Of(Samples.Store(), null, Names));

    [Fact]
    public void Of_StoreAtWork_None() => Assert.Equal(default, MissingSecrets.Of(AtWork, GatewaysWith((GatewayPlan.IndexVolume, Names.Connection), (GatewayPlan.EncryptionVolume, Names.Encryption)), Names));

    [Fact]
    public void Of_StoreAtWorkWithoutGateways_None() => Assert.Equal(default, MissingSecrets.Of(AtWork, null, Names));

    /// <summary>They are made when all Secrets are there; what is made after them may be refused for ever.</summary>
    [Fact]
    public void Of_GatewaysOfAStoreThatWasNeverAccepted_None() => Assert.Equal(
        default, MissingSecrets.Of(Samples.Store(), GatewaysWith((GatewayPlan.IndexVolume, Names.Connection), (GatewayPlan.EncryptionVolume, Names.Encryption)), Names));

    /// <summary>Made by a release that had no encryption.</summary>
    [Fact]
    public void Of_GatewaysWithoutKeysOfEncryption_Those() =>
        Assert.Equal(new MissingSecrets(false, true, false), MissingSecrets.Of(AtWork, GatewaysWith((GatewayPlan.IndexVolume, Names.Connection)), Names));

    [Fact]
    public void Of_GatewaysOfAnotherKeyFile_None() =>
        Assert.Equal(default, MissingSecrets.Of(AtWork, GatewaysWith((GatewayPlan.IndexVolume, Names.Connection), (GatewayPlan.EncryptionVolume, "given")), Names));

    [Fact]
    public void Of_GatewaysOfAnotherIndex_ThePasswordOfTheBundledOne() =>
        Assert.Equal(new MissingSecrets(false, false, true), MissingSecrets.Of(AtWork, GatewaysWith((GatewayPlan.IndexVolume, "given"), (GatewayPlan.EncryptionVolume, Names.Encryption)), Names));

    private static V1Deployment GatewaysWith(params (string Volume, string Secret)[] volumes) => new()
    {
        Metadata = new V1ObjectMeta { Name = "main-gateway" },
        Spec = new V1DeploymentSpec
        {
            Selector = new V1LabelSelector(),
            Template = new V1PodTemplateSpec { Spec = new V1PodSpec { Containers = [], Volumes = [.. volumes.Select(static each => PodParts.SecretVolume(each.Volume, each.Secret))] } },
        },
    };
}
