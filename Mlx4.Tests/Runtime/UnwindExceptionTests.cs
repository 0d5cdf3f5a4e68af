using Mlx4.Runtime;

namespace Mlx4.Tests.Runtime;

public class UnwindExceptionTests
{
    private static readonly IOException Cleanup = new("stuck");

    [Theory]
    [InlineData(null, null, "A cleanup threw; the others were run. (stuck)")]
    [InlineData("InitHca", null, "Stage InitHca failed, and a cleanup threw while it was unwound; the others were run. (stuck)")]
    [InlineData("InitHca", Errno.EIO, "Stage InitHca failed with EIO, and a cleanup threw while it was unwound; the others were run. (stuck)")]
    [InlineData("InitHca", -5, "Stage InitHca failed with -5, and a cleanup threw while it was unwound; the others were run. (stuck)")]
    public void It_says_what_was_being_unwound(string? stage, object? error, string message)
    {
        UnwindException exception = new(stage, error, [Cleanup]);

        Assert.Equal(message, exception.Message);
        Assert.Equal(stage, exception.Stage);
        Assert.Equal(error, exception.Error);
        Assert.Same(Cleanup, Assert.Single(exception.InnerExceptions));
    }

    [Fact]
    public void It_can_be_made_as_any_exception()
    {
        Assert.Empty(new UnwindException().InnerExceptions);
        Assert.Equal("why", new UnwindException("why").Message);
        Assert.Same(Cleanup, new UnwindException("why", Cleanup).InnerException);
    }
}
