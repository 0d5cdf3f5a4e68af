using Mlx4.Testing;

namespace Mlx4.Tests.Testing;

public class KitApiTests
{
    [Fact]
    public Task All_that_is_public() => Snapshot.Verify(PublicApi.Of(typeof(FaultReport).Assembly));
}
