/* Files go to the call one by one, as raw bytes. */
(() => {
  window.shakwa.putFiles = async (address, files, onList, onError) => {
    for (const file of files) {
      const url = `${address}attachments/${encodeURIComponent(file.name)}`;
      const answer = await window.shakwa.door(url, {
        method: "PUT",
        body: file,
        headers: { "Content-Type": "application/octet-stream" },
      });
      if (answer.ok) onList(answer.text);
      else if (answer.status === 422) onError(`${file.name}: ${answer.json().error}`);
      else if (answer.status) onError(`${file.name}: ${answer.status}`);
    }
  };

  window.shakwa.dropFile = (url) => window.shakwa.door(url, { method: "DELETE" });
})();
