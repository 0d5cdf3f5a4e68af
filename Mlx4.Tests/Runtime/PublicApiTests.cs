using Mlx4.Runtime;

namespace Mlx4.Tests.Runtime;

public class PublicApiTests
{
    [Fact]
    public Task All_that_is_public() => Snapshot.Verify(PublicApi.Of(typeof(Errno).Assembly));
}
