using Mlx4.Runtime;

namespace Mlx4.Tests.Runtime;

public class InitResultTests
{
    private static readonly InitResult<Errno> Success = new(Errno.Ok);
    private static readonly InitResult<Errno> Failure = new(Errno.EBUSY, "SetupHca/AllocEqTable");

    [Fact]
    public void The_default_value_is_success()
    {
        Assert.True(Success.Succeeded);
        Assert.False(Success.Failed);
        Assert.Equal(Errno.Ok, Success.Error);
        Assert.Null(Success.Stage);
        Success.ThrowIfFailed();
    }

    [Fact]
    public void Any_other_error_is_a_failure()
    {
        Assert.True(Failure.Failed);
        Assert.False(Failure.Succeeded);
        Assert.True(new InitResult<long>(1L << 32).Failed);
        Assert.True(new InitResult<int>(-1).Failed);
    }

    [Theory]
    [InlineData(Errno.Ok, null, "ok")]
    [InlineData(Errno.EIO, null, "EIO")]
    [InlineData(Errno.EIO, "InitHca", "InitHca: EIO")]
    [InlineData((Errno)(-4), "InitHca", "InitHca: -4")]
    public void The_text_is_the_stage_and_the_error(Errno error, string? stage, string text) => Assert.Equal(text, new InitResult<Errno>(error, stage).ToString());

    [Theory]
    [InlineData("InitHca", "The load failed at stage InitHca: EIO.")]
    [InlineData(null, "The load failed: EIO.")]
    public void ThrowIfFailed_names_stage_and_error(string? stage, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => new InitResult<Errno>(Errno.EIO, stage).ThrowIfFailed()).Message);

    [Fact]
    public void Two_are_equal_if_error_and_stage_are()
    {
        InitResult<Errno> same = new(Errno.EBUSY, "SetupHca/AllocEqTable");

        Assert.True(Failure == same && Failure.Equals(same) && Failure.Equals((object)same) && !(Failure != same));
        Assert.Equal(Failure.GetHashCode(), same.GetHashCode());
        Assert.False(Failure == new InitResult<Errno>(Errno.EBUSY, "SetupHca"));
        Assert.False(Failure == new InitResult<Errno>(Errno.EIO, "SetupHca/AllocEqTable"));
        Assert.False(Failure.Equals("SetupHca/AllocEqTable: EBUSY"));
    }
}
