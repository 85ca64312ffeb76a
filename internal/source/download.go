package source

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/backpay/backpay/internal/pay"
)

func isURL(name string) bool {
	low := strings.ToLower(name)
	return strings.HasPrefix(low, "http://") || strings.HasPrefix(low, "https://")
}

func urlPath(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || path.Base(u.Path) == "/" || path.Base(u.Path) == "." {
		return raw
	}
	return u.Path
}

// attempts is how often a download is begun or resumed before it is given up.
const attempts = 5

// firstPause lies between the first two attempts, and twice the last pause between later ones.
const firstPause = 500 * time.Millisecond

// download fetches a URL into the cache folder and returns the path of the file there. A download that
// was interrupted, in this run or an earlier one, is resumed where it stopped if the server still has the
// same file; one that is complete is not fetched again unless the server's copy changed.
func download(ctx context.Context, raw string, opt Options) (string, error) {
	label := path.Base(urlPath(raw))
	dir, err := cacheDir(opt.Cache)
	if err != nil {
		return "", err
	}
	key := sha256.Sum256([]byte(raw))
	d := &downloader{
		url: raw, label: label, opt: opt, client: opt.Client,
		file: filepath.Join(dir, hex.EncodeToString(key[:8])+"-"+sanitise(label)),
	}
	if d.client == nil {
		d.client = &http.Client{Transport: transport()}
	}
	pause := cmp.Or(opt.pause, firstPause)
	for attempt := 1; ; attempt++ {
		err = d.try(ctx)
		if err == nil {
			break
		}
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if attempt == attempts || !isTransient(err) {
			return "", d.explain(err)
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(pause):
		}
		pause *= 2
	}
	if opt.SHA256 == "" {
		return d.file, nil
	}
	return d.file, d.verify(opt.SHA256)
}

// transport has a limit on every step that can hang; the body itself may take as long as it takes.
func transport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.ResponseHeaderTimeout = 30 * time.Second
	t.DisableCompression = true // the file is wanted as it lies there
	return t
}

func cacheDir(dir string) (string, error) {
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return "", pay.Errorf(pay.Unsupported, "there is no cache folder to download to").
				WithHint("download the file yourself and import it").Because(err)
		}
		dir = filepath.Join(user, "backpay", "downloads")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", pay.Errorf(pay.Unsupported, "the cache folder %s cannot be made", dir).
			WithHint("download the file yourself and import it").Because(err)
	}
	return dir, nil
}

// sanitise keeps of a file name what every file system takes.
func sanitise(name string) string {
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, name)
	return clean[max(0, len(clean)-80):]
}

// downloader fetches one URL. Beside file lie file.partial, what has come so far, and file.etag, the
// validator of what is being or has been fetched.
type downloader struct {
	url, label string
	opt        Options
	client     *http.Client
	file       string
}

// statusError is an answer of the server other than the file.
type statusError int

func (e statusError) Error() string {
	return fmt.Sprintf("HTTP status %d %s", int(e), http.StatusText(int(e)))
}

// isTransient reports whether trying again can help: the connection broke, or the server is busy.
func isTransient(err error) bool {
	if s, ok := errors.AsType[statusError](err); ok {
		return s >= 500 || s == http.StatusTooManyRequests || s == http.StatusRequestTimeout
	}
	_, isPay := errors.AsType[*pay.Error](err)
	_, isPath := errors.AsType[*os.PathError](err)
	return !isPay && !isPath
}

// try makes one request and writes what it brings.
func (d *downloader) try(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.url, nil)
	if err != nil {
		return pay.Errorf(pay.Invalid, "this is no URL: %s", d.url).At(d.label).
			WithHint("it begins with https:// and a host").Because(err)
	}
	partial := d.file + ".partial"
	tag, _ := os.ReadFile(d.file + ".etag")
	var have int64
	if info, err := os.Stat(partial); err == nil && len(tag) > 0 {
		have = info.Size()
		req.Header.Set("Range", "bytes="+strconv.FormatInt(have, 10)+"-")
		req.Header.Set("If-Range", string(tag))
	} else if _, err := os.Stat(d.file); err == nil && len(tag) > 0 {
		req.Header.Set("If-None-Match", string(tag))
	}
	resp, err := d.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	flags := os.O_CREATE | os.O_WRONLY | os.O_TRUNC
	total := resp.ContentLength
	switch resp.StatusCode {
	case http.StatusOK: // the whole file, because it is new, changed, or the server knows no ranges
		have = 0
	case http.StatusPartialContent:
		if begin := rangeBegin(resp.Header.Get("Content-Range")); begin != have {
			return errors.Join(os.Remove(partial), fmt.Errorf("server resumed at byte %d instead of %d", begin, have))
		}
		flags = os.O_WRONLY | os.O_APPEND
		total += have
	case http.StatusNotModified:
		return nil
	case http.StatusRequestedRangeNotSatisfiable: // what lies there is longer than the file: begin again
		return errors.Join(os.Remove(partial), fmt.Errorf("server has no bytes from %d on", have))
	default:
		return statusError(resp.StatusCode)
	}
	f, err := os.OpenFile(partial, flags, 0o644)
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusOK {
		// After the partial file was emptied, so that no old content can ever stand beside a new tag.
		if err := d.remember(resp.Header.Get("ETag")); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	m := &meter{ctx: ctx, r: resp.Body, done: have, told: have, total: total, report: d.opt.Progress}
	_, err = io.Copy(f, m)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if total >= 0 && resp.ContentLength >= 0 && m.done != total {
		return io.ErrUnexpectedEOF
	}
	return os.Rename(partial, d.file)
}

// remember keeps the validator of what is being fetched; a weak one does not allow resuming.
func (d *downloader) remember(tag string) error {
	if tag == "" || strings.HasPrefix(tag, "W/") {
		err := os.Remove(d.file + ".etag")
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		return err
	}
	return os.WriteFile(d.file+".etag", []byte(tag), 0o644)
}

// rangeBegin returns the first byte of "bytes 100-199/200", and -1 when it cannot be read.
func rangeBegin(header string) int64 {
	header, _ = strings.CutPrefix(header, "bytes ")
	begin, _, _ := strings.Cut(header, "-")
	n, err := strconv.ParseInt(begin, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// verify compares the checksum of what was fetched, and throws it away when it is another file.
func (d *downloader) verify(want string) error {
	f, err := os.Open(d.file)
	if err != nil {
		return d.explain(err)
	}
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	if err = errors.Join(err, f.Close()); err != nil {
		return d.explain(err)
	}
	got := hex.EncodeToString(sum.Sum(nil))
	if strings.EqualFold(got, want) {
		return nil
	}
	return unreadable(d.label, "its SHA-256 is %s, not %s as expected", got, want).
		WithHint("the publisher changed the file, or something on the way did; nothing was imported").
		Because(errors.Join(os.Remove(d.file), os.RemoveAll(d.file+".etag")))
}

// explain turns an error of downloading into one for people.
func (d *downloader) explain(err error) error {
	if e, ok := errors.AsType[*pay.Error](err); ok {
		return e
	}
	if s, ok := errors.AsType[statusError](err); ok {
		if s == http.StatusNotFound || s == http.StatusGone {
			return pay.Errorf(pay.NotFound, "there is no file at %s", d.url).At(d.label).
				WithHint("look for its new address on the publisher's page").Because(err)
		}
		return unreadable(d.label, "the server did not give the file").
			WithHint("try again later, or download it in a browser and import that").Because(err)
	}
	return unreadable(d.label, "the download broke off").
		WithHint("run the same command again: it goes on where it stopped").Because(err)
}
