using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Serialization;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Tests.Controllers;

namespace ObjectStore.Operator.Tests.Conditions;

public sealed class StatusWriterTests : ControllerTests
{
    [Fact]
    public async Task WriteAsync_WhatWasReadIsOlderThanWhatWasWritten_IsWritten()
    {
        var statuses = new StatusWriter(Client, new KubernetesJson([ApiJson.Default]));

        // Where the operator of the harness does not look, which would write, too.
        await Client.CreateAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = "elsewhere" } }, Token);
        var meta = Meta("photos", "elsewhere");
        var bucket = await Client.CreateAsync(new V1Alpha1Bucket { Metadata = meta, Spec = new BucketSpec { StoreRef = new StoreReference { Name = "none" } } }, Token);
        var (old, current) = (new BucketStatus { Region = "old" }, new BucketStatus { Region = "current" });

        await WriteAsync(old, current);
        await WriteAsync(old, old);

        Assert.Equal("old", (await Client.GetAsync<V1Alpha1Bucket>(bucket.Key(), Token))!.Status!.Region);

        Task WriteAsync(BucketStatus before, BucketStatus after) => statuses.WriteAsync(before, new V1Alpha1Bucket { Metadata = meta, Status = after }, after, Token);
    }
}
